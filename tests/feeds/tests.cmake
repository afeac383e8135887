add_executable(feeds_driver ${CMAKE_CURRENT_LIST_DIR}/feeds_driver.c)
target_link_libraries(feeds_driver PRIVATE shuzhi_collector shuzhi_flags)
file(GLOB feeds_tests CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_LIST_DIR}
     ${CMAKE_CURRENT_LIST_DIR}/*_test.py)
foreach(source ${feeds_tests})
    string(REGEX REPLACE "_test\\.py$" "" name ${source})
    add_test(NAME feeds/${name} COMMAND ${PYTHON3} ${CMAKE_CURRENT_LIST_DIR}/${source})
    set_tests_properties(feeds/${name} PROPERTIES TIMEOUT 300 SKIP_RETURN_CODE 77 ENVIRONMENT
                         "${test_environment};FEEDS_DRIVER=$<TARGET_FILE:feeds_driver>")
endforeach()
