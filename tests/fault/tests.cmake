# Broken disks and killed programs.  Built without sanitizers: the shim must be the first library
# loaded, and what is tested is what is on disk afterwards.
set(fault_dir ${CMAKE_CURRENT_LIST_DIR})
add_library(fault_shim SHARED ${fault_dir}/fault_shim.c)
target_compile_options(fault_shim PRIVATE -O2 -Wall -Wextra)
target_compile_definitions(fault_shim PRIVATE _GNU_SOURCE)
target_link_libraries(fault_shim PRIVATE ${CMAKE_DL_LIBS})

file(GLOB journal_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/collector/journal*.c)
list(REMOVE_ITEM journal_sources ${PROJECT_SOURCE_DIR}/collector/journal_command.c)
add_executable(journal_driver ${fault_dir}/journal_driver.c ${journal_sources}
                              ${PROJECT_SOURCE_DIR}/collector/crc32c.c
                              ${PROJECT_SOURCE_DIR}/collector/error.c
                              ${PROJECT_SOURCE_DIR}/collector/worker.c)
target_include_directories(journal_driver PRIVATE ${PROJECT_SOURCE_DIR})
target_compile_definitions(journal_driver PRIVATE _GNU_SOURCE G_LOG_DOMAIN="shuzhid")
target_compile_options(journal_driver PRIVATE -O1 -g -Wall -Wextra)
target_link_libraries(journal_driver PRIVATE PkgConfig::GLIB PkgConfig::ZLIB Threads::Threads)

foreach(name journal_fault journal_crash)
    add_test(NAME fault/${name} COMMAND ${PYTHON3} ${fault_dir}/${name}_test.py)
    set_tests_properties(
        fault/${name} PROPERTIES TIMEOUT 300 ENVIRONMENT
        "${test_environment};JOURNAL_DRIVER=$<TARGET_FILE:journal_driver>;FAULT_SHIM=$<TARGET_FILE:fault_shim>")
endforeach()

# The daemon as it is built here, also with sanitizers.  These take long: begun early they run beside others.
foreach(name daemon_fault daemon_crash)
    add_test(NAME fault/${name} COMMAND ${PYTHON3} ${fault_dir}/${name}_test.py)
    set_tests_properties(fault/${name} PROPERTIES TIMEOUT 900 COST 500 ENVIRONMENT
        "${test_environment};FAULT_SHIM=$<TARGET_FILE:fault_shim>")
endforeach()
add_test(NAME fault/compaction COMMAND ${PYTHON3} ${fault_dir}/compaction_fault_test.py)
set_tests_properties(fault/compaction PROPERTIES TIMEOUT 600 ENVIRONMENT
    "${test_environment};JOURNAL_PAST=$<TARGET_FILE:journal_past>;FAULT_SHIM=$<TARGET_FILE:fault_shim>")
