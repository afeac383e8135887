# Every fifteenth mutant; ./dev mutate tries all.
add_test(NAME mutation/mutants COMMAND ${PYTHON3} ${CMAKE_CURRENT_LIST_DIR}/mutants_test.py)
add_test(NAME mutation/sample COMMAND ${PYTHON3} ${CMAKE_CURRENT_LIST_DIR}/mutate.py --every 15
                                      --report ${PROJECT_BINARY_DIR}/reports/mutation.txt)
set_tests_properties(mutation/sample PROPERTIES COST 500) # long: begun early
set_tests_properties(mutation/mutants mutation/sample PROPERTIES TIMEOUT 900 ENVIRONMENT "${test_environment}")
