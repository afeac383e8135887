add_executable(feeds_driver ${CMAKE_CURRENT_LIST_DIR}/feeds_driver.c)
target_link_libraries(feeds_driver PRIVATE shuzhi_collector shuzhi_flags)
add_test(NAME feeds/feeds COMMAND ${PYTHON3} ${CMAKE_CURRENT_LIST_DIR}/feeds_test.py)
set_tests_properties(feeds/feeds PROPERTIES TIMEOUT 300 ENVIRONMENT
                     "${test_environment};FEEDS_DRIVER=$<TARGET_FILE:feeds_driver>")
